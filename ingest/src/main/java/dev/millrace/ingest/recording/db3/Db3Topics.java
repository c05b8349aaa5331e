package dev.millrace.ingest.recording.db3;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.RecordingLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The topics of a database by id. Only newer files hold the definitions of their types. */
final class Db3Topics {

  private static final MessageSchema NONE = new MessageSchema("", "", ByteBuffer.allocate(0));

  private Db3Topics() {}

  static Map<Integer, Channel> read(Connection database, RecordingLimits limits)
      throws SQLException {
    Map<String, MessageSchema> schemas = schemas(database, limits);
    Map<Integer, Channel> channels = new TreeMap<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id, CAST(name AS TEXT), CAST(type AS TEXT),"
                    + " CAST(serialization_format AS TEXT) FROM topics WHERE length(name) < 65536"
                    + " AND length(type) < 65536 ORDER BY id LIMIT "
                    + limits.channels())) {
      while (rows.next()) {
        String type = text(rows, 3);
        MessageSchema schema =
            schemas.getOrDefault(type, new MessageSchema(type, NONE.encoding(), NONE.definition()));
        int id = rows.getInt(1);
        channels.put(id, new Channel(id, text(rows, 2), text(rows, 4), schema, Map.of()));
      }
    }
    return channels;
  }

  private static Map<String, MessageSchema> schemas(Connection database, RecordingLimits limits)
      throws SQLException {
    Map<String, MessageSchema> schemas = new HashMap<>();
    if (!Databases.isTable(database, "message_definitions")) {
      return schemas;
    }
    long left = limits.definitionBytes();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT topic_type, encoding, encoded_message_definition FROM message_definitions"
                    + " WHERE length(topic_type) + length(encoded_message_definition) < "
                    + limits.definitionBytes())) {
      while (rows.next() && left > 0) {
        byte[] definition = text(rows, 3).getBytes(StandardCharsets.UTF_8);
        left -= definition.length;
        schemas.put(
            text(rows, 1),
            new MessageSchema(text(rows, 1), text(rows, 2), ByteBuffer.wrap(definition)));
      }
    }
    return schemas;
  }

  private static String text(ResultSet rows, int column) throws SQLException {
    String text = rows.getString(column);
    return text == null ? "" : text;
  }
}
