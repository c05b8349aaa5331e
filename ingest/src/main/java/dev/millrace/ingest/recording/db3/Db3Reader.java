package dev.millrace.ingest.recording.db3;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.Ordinals;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the messages of a database by time, those of one time by row. */
final class Db3Reader implements MessageReader {

  private final Connection database;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Map<Integer, Channel> channels;
  private final RecordingLimits limits;
  private final Damages damages = new Damages();
  private final Ordinals ordinals = new Ordinals();
  private long bytesRead;
  private boolean ended;

  Db3Reader(
      Connection database,
      Map<Integer, Channel> channels,
      MessageFilter filter,
      RecordingLimits limits)
      throws SQLException {
    this.database = database;
    this.channels = channels;
    this.limits = limits;
    String wanted =
        channels.values().stream()
            .filter(channel -> filter.topics().test(channel.topic()))
            .map(channel -> Integer.toString(channel.id()))
            .collect(Collectors.joining(","));
    // Data above the limit are measured but not fetched.
    statement =
        database.prepareStatement(
            "SELECT topic_id, timestamp, id, length(data),"
                + " CASE WHEN length(data) <= ? THEN CAST(data AS BLOB) END FROM messages"
                + " WHERE timestamp >= ? AND timestamp < ? AND topic_id IN ("
                + wanted
                + ") ORDER BY timestamp, id");
    statement.setLong(1, limits.messageBytes());
    statement.setLong(2, filter.from());
    statement.setLong(3, filter.until());
    rows = statement.executeQuery();
  }

  @Override
  public Optional<RecordedMessage> next() throws IOException {
    try {
      while (!ended && rows.next()) {
        Channel channel = channels.get(rows.getInt(1));
        byte[] data = rows.getBytes(5);
        if (channel != null && data != null) {
          bytesRead += data.length;
          return Optional.of(message(channel, rows.getLong(2), ByteBuffer.wrap(data)));
        }
        damages.add(
            "row "
                + rows.getLong(3)
                + " of messages has "
                + rows.getLong(4)
                + " bytes, the limit is "
                + limits.messageBytes()
                + "; passed over");
      }
    } catch (SQLException e) {
      damages.add(
          "after " + bytesRead + " bytes of messages: " + e.getMessage() + "; the rest is lost");
    }
    ended = true;
    return Optional.empty();
  }

  private RecordedMessage message(Channel channel, long logTime, ByteBuffer payload) {
    long ordinal = ordinals.next(channel.topic(), logTime);
    return new RecordedMessage(channel, logTime, ordinal, logTime, payload);
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public List<String> damages() {
    return damages.list();
  }

  @Override
  public void close() throws IOException {
    try (database;
        statement) {
      rows.close();
    } catch (SQLException e) {
      throw new IOException("the database can't be closed: " + e.getMessage(), e);
    }
  }
}
