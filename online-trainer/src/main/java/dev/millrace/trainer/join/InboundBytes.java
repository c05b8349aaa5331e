package dev.millrace.trainer.join;

import dev.millrace.stream.Inbound;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@link Inbound} records inside checkpointed state. */
public final class InboundBytes {

  private static final int ABSENT = -1;

  private InboundBytes() {}

  /** Writes a record; arrays are led by their length, −1 for null. */
  public static void write(Inbound record, DataOutputStream out) throws IOException {
    out.writeUTF(record.topic());
    out.writeInt(record.partition());
    out.writeLong(record.offset());
    out.writeLong(record.timestamp());
    writeArray(record.key(), out);
    writeArray(record.value(), out);
  }

  /** Reads what {@link #write} wrote. */
  public static Inbound read(DataInputStream in) throws IOException {
    return new Inbound(
        in.readUTF(), in.readInt(), in.readLong(), in.readLong(), readArray(in), readArray(in));
  }

  private static void writeArray(byte @Nullable [] array, DataOutputStream out) throws IOException {
    if (array == null) {
      out.writeInt(ABSENT);
    } else {
      out.writeInt(array.length);
      out.write(array);
    }
  }

  private static byte @Nullable [] readArray(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == ABSENT ? null : in.readNBytes(length);
  }
}
