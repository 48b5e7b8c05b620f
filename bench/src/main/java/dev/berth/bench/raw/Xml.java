package dev.berth.bench.raw;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.xml.sax.InputSource;

/** Reads what virsh prints and writes what it reads. */
final class Xml {

    private Xml() {}

    /** The one text at a path; it has to be there. */
    static String text(String xml, String path) {
        try {
            String text = XPathFactory.newInstance()
                    .newXPath()
                    .evaluate(path, new InputSource(new StringReader(xml)))
                    .strip();
            if (text.isEmpty()) {
                throw new IllegalArgumentException("libvirt's description has no " + path + ":\n" + xml);
            }
            return text;
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException("libvirt's description cannot be read:\n" + xml, e);
        }
    }

    static Path file(String xml) {
        try {
            Path file = Files.createTempFile("berth-bench-", ".xml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, xml);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a description for virsh. Is the disk full?", e);
        }
    }
}
