package dev.millrace.schemas.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Turns text into a tree of values. Only the plain part of YAML is let in: no aliases and no tags,
 * so that a small file can neither grow in memory nor name a class.
 */
public final class YamlDocument {

  /** Largest file, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** Deepest nesting of maps and lists; the deepest key of a task file lies at 6. */
  private static final int MAX_DEPTH = 20;

  private YamlDocument() {}

  /**
   * Reads a UTF-8 file.
   *
   * @return its value; one that gives stand-ins where {@code problems} says why there is none
   */
  public static YamlValue read(Path file, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        problems.add(0, "", "is larger than " + MAX_BYTES + " bytes; is it the right file?");
        return YamlValue.ABSENT;
      }
      return parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), problems);
    } catch (CharacterCodingException e) {
      problems.add(0, "", "is not UTF-8 text; save it as UTF-8");
    } catch (NoSuchFileException e) {
      problems.add(0, "", "no such file; paths are relative to the working directory");
    } catch (IOException e) {
      problems.add(0, "", "cannot be read: " + e);
    }
    return YamlValue.ABSENT;
  }

  /** As {@link #read}, from text. */
  public static YamlValue parse(String text, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(0);
    try {
      if (!isPlain(new ParserImpl(new StreamReader(text), options), problems)) {
        return YamlValue.ABSENT;
      }
      Parser parser = new ParserImpl(new StreamReader(text), options);
      Node root = new Composer(parser, new Resolver(), options).getSingleNode();
      if (root == null) {
        problems.add(0, "", "is empty");
        return YamlValue.ABSENT;
      }
      return new YamlValue(root, "", problems);
    } catch (MarkedYAMLException e) {
      problems.add(line(e.getProblemMark()), "", "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(0, "", "not YAML: " + e.getMessage());
    }
    return YamlValue.ABSENT;
  }

  private static boolean isPlain(Parser events, Problems problems) {
    boolean plain = true;
    while (!events.checkEvent(Event.ID.StreamEnd)) {
      Event event = events.getEvent();
      String tag =
          event instanceof ScalarEvent scalar
              ? scalar.getTag()
              : event instanceof CollectionStartEvent start ? start.getTag() : null;
      if (tag != null) {
        problems.add(line(event.getStartMark()), "", "tag '" + tag + "' is not supported; drop it");
        plain = false;
      }
      if (event instanceof AliasEvent alias) {
        problems.add(
            line(event.getStartMark()),
            "",
            "alias '*" + alias.getAnchor() + "' is not supported; write the value out");
        plain = false;
      }
    }
    return plain;
  }

  /** Line of a mark, from 1; 0 where there is none. */
  static int line(Mark mark) {
    return mark == null ? 0 : mark.getLine() + 1;
  }
}
