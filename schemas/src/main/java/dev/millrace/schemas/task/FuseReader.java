package dev.millrace.schemas.task;

import dev.millrace.schemas.task.FuseSpec.AnySource;
import dev.millrace.schemas.task.FuseSpec.AttributeSource;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import dev.millrace.schemas.task.FuseSpec.NamedSource;
import dev.millrace.schemas.task.FuseSpec.Partner;
import dev.millrace.schemas.task.FuseSpec.SameSource;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code fuse}. */
final class FuseReader {

  private static final Map<String, Interpolate> INTERPOLATE =
      Map.of(
          "linear", Interpolate.LINEAR,
          "previous", Interpolate.PREVIOUS,
          "nearest", Interpolate.NEAREST,
          "degrees", Interpolate.DEGREES,
          "radians", Interpolate.RADIANS,
          "quaternion", Interpolate.QUATERNION);

  private static final int QUATERNION = 4;

  private FuseReader() {}

  static List<FuseSpec> read(YamlValue value, Feed own, Path folder) {
    List<FuseSpec> specs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlValue entry : value.list()) {
      FuseSpec spec = entry.map(map -> entry(map, own, folder));
      for (String name : spec.names()) {
        if (!names.add(name)) {
          entry.problem("fuses '" + name + "' a second time; a prediction has one value of a name");
        }
      }
      specs.add(spec);
    }
    return specs;
  }

  private static FuseSpec entry(YamlMap map, Feed own, Path folder) {
    YamlValue feed = map.require("feed");
    Feed described = feed.isMap() ? feed.map(keys -> FeedReader.read(keys, folder)) : null;
    String name = described == null ? TaskReader.name(feed) : described.name();
    if (name.equals(own.name())) {
      feed.problem("is the feed of the task itself; fuse another");
    }
    if (described != null && described.kind() != FeedFormat.Kind.SENSOR) {
      feed.problem("has no sensor readings; name its channels");
    }
    Interpolate interpolate = map.choice("interpolate", INTERPOLATE, Interpolate.LINEAR);
    return new FuseSpec(
        name,
        described,
        channels(map, described, interpolate),
        interpolate,
        map.duration("within", FuseSpec.DEFAULT_WITHIN),
        map.find("source").map(FuseReader::partner).orElse(new SameSource()),
        map.duration("lateness", FuseSpec.DEFAULT_LATENESS));
  }

  private static List<String> channels(
      YamlMap map, @Nullable Feed described, Interpolate interpolate) {
    List<String> known = described == null ? List.of() : described.columns().channels();
    List<String> named = map.texts("channels");
    List<String> channels = named.isEmpty() ? known : named;
    if (channels.isEmpty()) {
      map.problem("channels", "is missing; name the channels that predictions shall carry");
    }
    for (String channel : channels) {
      if (!known.isEmpty() && !known.contains(channel)) {
        map.problem("channels", TaskChecks.unknownChannel(channel, known));
      }
    }
    boolean quaternion = interpolate == Interpolate.QUATERNION;
    if (quaternion && channels.size() != QUATERNION) {
      map.problem("channels", "must be the 4 of a quaternion, not " + channels.size());
    }
    if (quaternion && channels.size() != QUATERNION) {
      return List.of("w", "x", "y", "z");
    }
    return channels.isEmpty() ? List.of("unnamed") : channels;
  }

  private static Partner partner(YamlValue value) {
    return value.isScalar()
        ? value.choice(Map.of("same", new SameSource(), "any", new AnySource()), new SameSource())
        : value.map(FuseReader::named);
  }

  private static Partner named(YamlMap map) {
    String name = map.textOrNull("name");
    String attribute = map.textOrNull("attribute");
    if ((name == null) == (attribute == null)) {
      map.problem("name", "or attribute must be given, one of them; else write any or same");
      return new SameSource();
    }
    return name == null ? new AttributeSource(String.valueOf(attribute)) : new NamedSource(name);
  }
}
