package dev.millrace.deploy.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Reads Java files with the compiler's parser; nothing is resolved or compiled. */
final class SourceTree {

  private SourceTree() {}

  /** The checkout that holds this module: the nearest folder above whose pom lists modules. */
  static Path root() throws IOException {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path pom = folder.resolve("pom.xml");
      if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
        return folder;
      }
    }
    throw new IllegalStateException("no pom with <modules> above " + start);
  }

  /** Every hand-written Java file below {@code root}, ordered by path. */
  static List<SourceFile> of(Path root) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(at -> Files.exists(at.resolve("pom.xml"))).toList()) {
        read(root, module.resolve("src"), texts);
      }
    }
    return parse(texts);
  }

  private static void read(Path root, Path sources, Map<String, String> texts) throws IOException {
    if (!Files.isDirectory(sources)) {
      return;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(at -> at.toString().endsWith(".java")).toList()) {
        texts.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
  }

  static List<SourceFile> parse(Map<String, String> texts) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<InMemory> inputs = texts.entrySet().stream().map(InMemory::new).toList();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, inputs);
    List<SourceFile> parsed = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      String path = unit.getSourceFile().toUri().getPath().substring(1);
      parsed.add(
          new SourceFile(path, texts.get(path), unit, Trees.instance(task).getSourcePositions()));
    }
    return parsed;
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String text;

    InMemory(Map.Entry<String, String> file) {
      super(URI.create("string:///" + file.getKey()), Kind.SOURCE);
      this.text = file.getValue();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
