package dev.millrace.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobJarsTest {

  @TempDir private Path folder;

  /** What a TaskManager knows by itself: the JDK, Flink and logging. */
  private static final class FlinkOnly extends ClassLoader {

    FlinkOnly() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      boolean known =
          name.startsWith("org.slf4j.")
              || (name.startsWith("org.apache.flink.")
                  && !name.startsWith("org.apache.flink.connector."));
      if (!known) {
        throw new ClassNotFoundException(name);
      }
      return JobJarsTest.class.getClassLoader().loadClass(name);
    }
  }

  @Test
  void everyClassOfTheJobsFindsItsLibrariesOnACluster() throws Exception {
    List<Path> jobJars = JobJars.collect(folder);
    URL[] all =
        Stream.concat(jobJars.stream(), JobJars.IN_LIB.stream().map(JobJars::originOf))
            .map(JobJarsTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader cluster = new URLClassLoader(all, new FlinkOnly())) {
      List<String> ours = jobJars.stream().flatMap(jar -> classes(jar).stream()).toList();
      assertThat(ours).hasSizeGreaterThan(200);
      for (String name : ours) {
        Class<?> type = Class.forName(name, false, cluster);
        assertThatCode(type::getDeclaredMethods).as(name).doesNotThrowAnyException();
        assertThatCode(type::getDeclaredFields).as(name).doesNotThrowAnyException();
        assertThatCode(type::getDeclaredConstructors).as(name).doesNotThrowAnyException();
        assertThat(type.getClassLoader()).isSameAs(cluster);
      }
    }
  }

  @Test
  void librariesWithNativeCodeStayOutOfTheJob() {
    List<Path> lib = JobJars.IN_LIB.stream().map(JobJars::originOf).toList();
    assertThat(JobJars.collect(folder)).doesNotContainAnyElementsOf(lib);
  }

  private static List<String> classes(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("dev/millrace/") && name.endsWith(".class"))
          .filter(name -> !name.toLowerCase(Locale.ROOT).endsWith("package-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
