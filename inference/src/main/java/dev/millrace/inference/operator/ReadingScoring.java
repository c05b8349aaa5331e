package dev.millrace.inference.operator;

import dev.millrace.inference.decode.PictureModel;
import dev.millrace.inference.decode.TextReader;
import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.schemas.task.DecodeSpec.TextLines;
import java.util.List;

/** Tasks that read the text in pictures: one model finds the lines, another reads each of them. */
final class ReadingScoring implements Scoring {

  private final Inputs inputs;
  private final SharedModels.Lease detect;
  private final SharedModels.Lease read;
  private final TextReader reader;

  /**
   * @param inputs closed with this
   * @param detect finds lines; closed with this
   * @param read reads a line; closed with this
   * @param characters the reader's characters
   */
  ReadingScoring(
      Inputs inputs,
      SharedModels.Lease detect,
      SharedModels.Lease read,
      List<String> characters,
      TextLines spec) {
    this.inputs = inputs;
    this.detect = detect;
    this.read = read;
    reader =
        new TextReader(
            PictureModel.of(detect.model()), PictureModel.of(read.model()), characters, spec);
  }

  @Override
  public Outcome<ModelInput> prepare(Question question) {
    return inputs.of(question);
  }

  @Override
  public List<Answer> answer(List<Ready> batch) {
    return batch.stream().map(one -> read((ModelInput.Picture) one.input())).toList();
  }

  private Answer read(ModelInput.Picture picture) {
    return new Answer(reader.read(picture.pixels()), 0, null);
  }

  @Override
  public void close() {
    detect.close();
    read.close();
    inputs.close();
  }
}
