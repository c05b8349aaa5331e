package dev.millrace.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.dashboard.live.Hub;
import dev.millrace.dashboard.metrics.Exposition;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description and the routes say the same. */
final class OpenApiTest {

  @Test
  void everyRouteIsDescribedAndEverythingDescribedIsARoute() throws IOException {
    Set<String> described = new TreeSet<>();
    description()
        .forEach(
            (path, methods) ->
                ((Map<?, ?>) methods)
                    .keySet()
                    .forEach(method -> described.add(method + " " + path)));
    Set<String> routes = new TreeSet<>();
    try (Hub hub = new Hub(InstantSource.system())) {
      DashboardSettings settings =
          new DashboardSettings(DashboardSettings.LOOPBACK, 0, Set.of(), null);
      for (Api.Route route :
          new Api(() -> null, hub, new Exposition(), InstantSource.system(), settings).routes()) {
        routes.add(route.method().toLowerCase(Locale.ROOT) + " " + route.path());
      }
    }
    assertThat(described).isEqualTo(routes);
  }

  private static Map<String, Object> description() throws IOException {
    try (InputStream in = Api.class.getResourceAsStream("openapi.yaml")) {
      Map<String, Map<String, Object>> document =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return document.get("paths");
    }
  }
}
