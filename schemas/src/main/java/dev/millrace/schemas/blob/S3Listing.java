package dev.millrace.schemas.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One page of a bucket's keys ({@code ListObjectsV2}).
 *
 * @param entries its keys
 * @param next asks for the next page; null on the last
 */
record S3Listing(List<Entry> entries, @Nullable String next) {

  /**
   * An object.
   *
   * @param key its key
   * @param bytes its size
   * @param putAt when it was last put
   */
  record Entry(String key, long bytes, Instant putAt) {}

  static S3Listing parse(byte[] xml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      // No document type, so no entities: the answer is a stranger's.
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Element root =
          factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
      List<Entry> entries = new ArrayList<>();
      NodeList all = root.getElementsByTagName("Contents");
      for (int i = 0; i < all.getLength(); i++) {
        Element one = (Element) all.item(i);
        entries.add(
            new Entry(
                text(one, "Key"),
                Long.parseLong(text(one, "Size")),
                Instant.parse(text(one, "LastModified"))));
      }
      boolean more = Boolean.parseBoolean(text(root, "IsTruncated"));
      return new S3Listing(List.copyOf(entries), more ? text(root, "NextContinuationToken") : null);
    } catch (SAXException
        | ParserConfigurationException
        | DateTimeException
        | NumberFormatException e) {
      throw new IOException("the list of the bucket's keys can't be read: " + e.getMessage(), e);
    }
  }

  private static String text(Element parent, String name) throws IOException {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return node.getTextContent();
      }
    }
    throw new IOException("the list of the bucket's keys has no " + name);
  }
}
