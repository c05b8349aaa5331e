package dev.millrace.ingest.recording.db3;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Opens database files of others: read-only, and nothing in them is run. */
final class Databases {

  private Databases() {}

  /**
   * Opens a recording and checks that its tables are tables: a view would be a program.
   *
   * @throws IOException if it can't be opened or is another kind of database
   */
  static Connection open(Path path) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try {
      Connection database = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath().toUri());
      try (Statement statement = database.createStatement()) {
        statement.execute("PRAGMA trusted_schema = OFF");
        check(database, path);
        return database;
      } catch (SQLException e) {
        throw closing(database, path, e);
      }
    } catch (SQLException e) {
      throw new IOException(path + " can't be opened by SQLite: " + e.getMessage(), e);
    }
  }

  private static void check(Connection database, Path path) throws SQLException, IOException {
    if (!isTable(database, "topics") || !isTable(database, "messages")) {
      database.close();
      throw new IOException(
          path + " is a SQLite database without the tables topics and messages of rosbag2");
    }
  }

  static boolean isTable(Connection database, String name) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND sql LIKE"
                    + " 'CREATE TABLE%' AND name = '"
                    + name
                    + "'")) {
      return rows.next() && rows.getInt(1) == 1;
    }
  }

  /** Closes the database and says which file is damaged. */
  static IOException closing(Connection database, Path path, SQLException e) {
    IOException problem = new IOException(path + " is damaged: " + e.getMessage(), e);
    try {
      database.close();
    } catch (SQLException again) {
      problem.addSuppressed(again);
    }
    return problem;
  }
}
