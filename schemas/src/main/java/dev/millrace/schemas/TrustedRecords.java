package dev.millrace.schemas;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that the generated record classes may be made from bytes; since 1.12.2 it refuses
 * every class that nobody vouched for. Done in code, so that each JVM that reads records has it,
 * whoever started it.
 */
final class TrustedRecords {

  private static final String PACKAGE = "dev.millrace.schemas.avro";

  private TrustedRecords() {}

  /** Adds the record package to what is trusted already. */
  static synchronized void trust() {
    ClassSecurityPredicate records = type -> PACKAGE.equals(type.getPackageName());
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), records));
  }
}
