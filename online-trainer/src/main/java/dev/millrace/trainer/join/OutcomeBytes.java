package dev.millrace.trainer.join;

import dev.millrace.stream.Inbound;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@link JoinOutcome}s of joined records inside checkpointed state. */
public final class OutcomeBytes {

  private static final byte FORMAT = 1;

  private OutcomeBytes() {}

  /** A joined outcome as bytes, led by a format number. */
  public static byte[] encode(JoinOutcome joined) {
    Inbound features = joined.features();
    Inbound label = joined.label();
    if (features == null || label == null) {
      throw new IllegalArgumentException("only joined outcomes wait, not " + joined.kind());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeUTF(joined.kind().name());
      out.writeUTF(joined.eventId());
      out.writeLong(joined.labelTime());
      InboundBytes.write(features, out);
      InboundBytes.write(label, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #encode} wrote. */
  public static JoinOutcome decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "waiting example has format " + format + ", this release reads " + FORMAT);
      }
      return new JoinOutcome(
          JoinOutcome.Kind.valueOf(in.readUTF()),
          in.readUTF(),
          in.readLong(),
          InboundBytes.read(in),
          InboundBytes.read(in),
          "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
