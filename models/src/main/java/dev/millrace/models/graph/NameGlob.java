package dev.millrace.models.graph;

import java.util.regex.Pattern;

/** A pattern for tensor names: {@code *} stands for any text, {@code ?} for one character. */
public final class NameGlob {

  private final String glob;
  private final Pattern pattern;

  private NameGlob(String glob) {
    this.glob = glob;
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  public static NameGlob of(String glob) {
    return new NameGlob(glob);
  }

  public boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  @Override
  public String toString() {
    return glob;
  }
}
