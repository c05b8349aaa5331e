package dev.millrace.deploy.tidy;

/**
 * A place that breaks a rule of the style.
 *
 * @param path of the file, from the root of the checkout
 * @param line counted from 1
 * @param message what is there and what to write instead
 */
record Finding(String path, long line, String message) {

  @Override
  public String toString() {
    return path + ":" + line + " " + message;
  }
}
