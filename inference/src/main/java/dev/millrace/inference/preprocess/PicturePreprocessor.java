package dev.millrace.inference.preprocess;

import dev.millrace.schemas.avro.ImageFrame;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;

/** Image frames to decoded pictures. */
final class PicturePreprocessor implements Preprocessor {

  private final ImageDecoder decoder;

  PicturePreprocessor(ImageLimits limits) {
    this.decoder = new ImageDecoder(limits);
  }

  @Override
  public Outcome<ModelInput> prepare(SpecificRecord event) {
    return pixels(event).then(pixels -> Outcome.prepared(new ModelInput.Picture(pixels)));
  }

  Outcome<Pixels> pixels(SpecificRecord event) {
    return Preprocessor.as(ImageFrame.class, event)
        .then(PicturePreprocessor::bytes)
        .then(decoder::decode);
  }

  private static Outcome<byte[]> bytes(ImageFrame frame) {
    if (frame.getData() == null) {
      return Outcome.rejected(
          Outcome.Cause.NOT_INLINE,
          ("the picture lies at '%s', which is no blob of a store that is known here; name its"
                  + " store (--blobs), or send its bytes in `data`")
              .formatted(frame.getDataUri()));
    }
    // The record stays readable for others: its buffer's position isn't ours to move.
    ByteBuffer data = frame.getData().duplicate();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return Outcome.prepared(bytes);
  }
}
