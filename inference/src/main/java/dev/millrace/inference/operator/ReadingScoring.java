package dev.millrace.inference.operator;

import dev.millrace.inference.decode.PictureModel;
import dev.millrace.inference.decode.TextReader;
import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.models.bundle.BuiltInBundles;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.DecodeSpec.TextLines;
import java.util.List;
import java.util.Map;

/** Tasks that read the text in pictures: one model finds the lines, another reads each of them. */
final class ReadingScoring implements Scoring {

  private final Inputs inputs;
  private final SharedModels.Lease detect;
  private final SharedModels.Lease read;
  private final TextReader reader;

  ReadingScoring(Inputs inputs, ModelBundle bundle, TextLines spec) {
    this.inputs = inputs;
    detect = lease(bundle, BuiltInBundles.DETECT);
    read = lease(bundle, BuiltInBundles.READ);
    reader =
        new TextReader(
            asPictureModel(detect.model()),
            asPictureModel(read.model()),
            bundle.lines(BuiltInBundles.CHARACTERS),
            spec);
  }

  private static SharedModels.Lease lease(ModelBundle bundle, String role) {
    return SharedModels.process()
        .lease(
            bundle.digest() + "/" + role,
            SessionSettings.DEFAULT,
            () -> bundle.graph(role).toBytes());
  }

  private static PictureModel asPictureModel(OrtModel model) {
    String input = model.inputs().get(0).name();
    String output = model.outputs().get(0).name();
    return (chw, height, width) ->
        model
            .run(Map.of(input, Tensor.floats(chw, 1, 3, height, width)), List.of(output))
            .get(output)
            .floats();
  }

  @Override
  public List<Outcome<Answer>> answer(List<Question> batch) {
    return batch.stream().map(question -> inputs.of(question).then(this::read)).toList();
  }

  private Outcome<Answer> read(ModelInput input) {
    ModelInput.Picture picture = (ModelInput.Picture) input;
    return Outcome.prepared(new Answer(reader.read(picture.pixels()), 0, null));
  }

  @Override
  public void close() {
    detect.close();
    read.close();
    inputs.close();
  }
}
