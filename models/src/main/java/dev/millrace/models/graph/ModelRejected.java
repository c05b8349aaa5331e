package dev.millrace.models.graph;

import org.jspecify.annotations.Nullable;

/** A model file or bundle that Millrace does not run: what is wrong, where, and what to do. */
public final class ModelRejected extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String what;
  private final String where;
  private final String remedy;

  public ModelRejected(String what, String where, String remedy) {
    this(what, where, remedy, null);
  }

  public ModelRejected(String what, String where, String remedy, @Nullable Throwable cause) {
    super(where + ": " + what + "; " + remedy, cause);
    this.what = what;
    this.where = where;
    this.remedy = remedy;
  }

  /** What is wrong, with the value against the limit. */
  public String what() {
    return what;
  }

  /** The file, node or tensor. */
  public String where() {
    return where;
  }

  /** What the user can do. */
  public String remedy() {
    return remedy;
  }

  /** The same, seen from outside: {@code outer} is the file or bundle that holds the place. */
  public ModelRejected in(String outer) {
    return new ModelRejected(what, outer + ": " + where, remedy, this);
  }
}
