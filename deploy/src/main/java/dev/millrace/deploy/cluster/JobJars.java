package dev.millrace.deploy.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The jars that travel with a job. Each is found through one of its classes, wherever this JVM has
 * it from; a folder of classes, as a build tree has them, is packed first.
 *
 * <p>Flink itself and logging are the cluster's own. Libraries with native code that can be loaded
 * once a process ({@link #IN_LIB}) must lie in the cluster's {@code lib} folder instead: in a job's
 * class loader they would fail the second job.
 */
final class JobJars {

  /** One class of every jar that a job needs. */
  private static final List<String> IN_JOB =
      List.of(
          "dev.millrace.schemas.Topics",
          "dev.millrace.models.bundle.ModelBundle",
          "dev.millrace.stream.JobSettings",
          "dev.millrace.inference.job.InferenceJob",
          "dev.millrace.trainer.job.TrainingJob",
          "org.apache.flink.connector.base.DeliveryGuarantee",
          "org.apache.flink.connector.kafka.source.KafkaSource",
          "org.apache.kafka.clients.consumer.KafkaConsumer",
          // Codecs of Kafka's record batches.
          "com.github.luben.zstd.Zstd",
          "net.jpountz.lz4.LZ4Factory",
          "org.xerial.snappy.Snappy",
          "org.apache.avro.Schema",
          "com.fasterxml.jackson.core.JsonFactory",
          "com.fasterxml.jackson.annotation.JsonProperty",
          "com.fasterxml.jackson.databind.ObjectMapper",
          "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
          "org.yaml.snakeyaml.Yaml",
          "ai.onnx.proto.OnnxMl",
          "com.google.protobuf.Message");

  /** One class of every jar that {@code deploy/target/flink-lib} holds. */
  static final List<String> IN_LIB =
      List.of(
          "ai.onnxruntime.OrtEnvironment",
          "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
          "ai.djl.Model",
          "com.google.gson.Gson",
          "com.sun.jna.Native");

  private JobJars() {}

  /**
   * Finds the jars of a job.
   *
   * @param folder where folders of classes are packed to
   * @throws IllegalStateException if the class path of this process lacks one
   */
  static List<Path> collect(Path folder) {
    Set<Path> jars = new LinkedHashSet<>();
    for (String type : IN_JOB) {
      Path origin = originOf(type);
      jars.add(Files.isDirectory(origin) ? pack(origin, folder, type) : origin);
    }
    return List.copyOf(jars);
  }

  /** The jar or folder from which this process loads a class. */
  static Path originOf(String type) {
    try {
      return Path.of(
          Class.forName(type, false, JobJars.class.getClassLoader())
              .getProtectionDomain()
              .getCodeSource()
              .getLocation()
              .toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException(
          "cannot send a job to a cluster: "
              + type
              + " is not on the class path; start Millrace with ./millrace",
          e);
    }
  }

  private static Path pack(Path classes, Path folder, String type) {
    Path jar = folder.resolve(type.substring(0, type.lastIndexOf('.')) + ".jar");
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.walk(classes);
          OutputStream out = Files.newOutputStream(jar);
          JarOutputStream packed = new JarOutputStream(out)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String name = classes.relativize(file).toString().replace('\\', '/');
          packed.putNextEntry(new JarEntry(name));
          Files.copy(file, packed);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot pack " + classes + " into " + jar, e);
    }
  }
}
