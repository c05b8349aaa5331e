package dev.millrace.schemas.task;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A settings record as texts: its name, then its components in the order of their declaration. */
final class SettingsText {

  private SettingsText() {}

  /**
   * The texts of a record of numbers, texts, enum constants, and lists and records of such.
   *
   * @throws IllegalArgumentException for anything else
   */
  static List<String> of(Object settings) {
    List<String> texts = new ArrayList<>();
    if (!(settings instanceof Record)) {
      throw new IllegalArgumentException("not a record: " + settings.getClass());
    }
    texts.add(settings.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        add(texts, component.getAccessor().invoke(settings));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
    return List.copyOf(texts);
  }

  private static void add(List<String> texts, @Nullable Object value) {
    if (value == null) {
      texts.add("none");
    } else if (value instanceof Double number) {
      // Hexadecimal: the decimal form of a double differs between Java releases.
      texts.add(Double.toHexString(number));
    } else if (value instanceof Integer || value instanceof Long || value instanceof String) {
      texts.add(value.toString());
    } else if (value instanceof Enum<?> constant) {
      texts.add(constant.name().toLowerCase(Locale.ROOT));
    } else if (value instanceof List<?> list) {
      texts.add(Integer.toString(list.size()));
      list.forEach(element -> add(texts, element));
    } else {
      texts.addAll(of(value));
    }
  }
}
