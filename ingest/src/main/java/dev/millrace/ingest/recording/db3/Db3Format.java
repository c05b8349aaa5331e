package dev.millrace.ingest.recording.db3;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.TopicCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** The storage {@code sqlite3} of rosbag2, with the definitions of messages or without. */
public final class Db3Format implements RecordingFormat {

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "db3";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    return RecordingFile.beginsWith(path, MAGIC);
  }

  @Override
  public MessageReader open(Path path, MessageFilter filter, RecordingLimits limits)
      throws IOException {
    Connection database = Databases.open(path);
    try {
      return new Db3Reader(database, Db3Topics.read(database, limits), filter, limits);
    } catch (SQLException e) {
      throw Databases.closing(database, path, e);
    }
  }

  @Override
  public RecordingSummary summary(Path path, RecordingLimits limits) throws IOException {
    Connection database = Databases.open(path);
    try (database;
        Statement statement = database.createStatement()) {
      Map<Integer, Channel> channels = Db3Topics.read(database, limits);
      TopicCounts counts = new TopicCounts();
      channels.values().forEach(channel -> counts.add(channel, 0));
      ResultSet rows =
          statement.executeQuery(
              "SELECT topic_id, COUNT(*), MIN(timestamp), MAX(timestamp) FROM messages"
                  + " GROUP BY topic_id");
      while (rows.next()) {
        Channel channel = channels.get(rows.getInt(1));
        if (channel != null) {
          counts.add(channel, rows.getLong(2));
          counts.range(rows.getLong(3), rows.getLong(4));
        }
      }
      return counts.summary("db3", List.of());
    } catch (SQLException e) {
      throw Databases.closing(database, path, e);
    }
  }
}
