package dev.berth.hypervisor.libvirt;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads and writes libvirt's documents: values are escaped by the writer, and no document reaches outside itself. */
final class Xml {

    private Xml() {}

    static Element root(String name, String... attributes) {
        try {
            var document = factory().newDocumentBuilder().newDocument();
            var element = document.createElement(name);
            document.appendChild(element);
            return set(element, attributes);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This Java has no XML writer.", e);
        }
    }

    static Element add(Element parent, String name, String... attributes) {
        var element = parent.getOwnerDocument().createElement(name);
        parent.appendChild(element);
        return set(element, attributes);
    }

    static void addText(Element parent, String name, String text, String... attributes) {
        add(parent, name, attributes).setTextContent(text);
    }

    static Element parse(String xml) {
        try {
            return factory()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | IOException | SAXException e) {
            throw new IllegalArgumentException("The host sent a document that is no XML.", e);
        }
    }

    /** The document of an element, without declaration and without a superfluous character. */
    static String write(Element root) {
        dropBlankText(root);
        try {
            var transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            var text = new StringWriter();
            transformer.transform(new DOMSource(root), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("This Java can not write XML.", e);
        }
    }

    /** The elements at a path of names below an element, such as {@code devices/disk}. */
    static List<Element> all(Element from, String path) {
        List<Element> found = List.of(from);
        for (var name : path.split("/")) {
            var next = new ArrayList<Element>();
            for (var element : found) {
                for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
                    if (child instanceof Element candidate
                            && candidate.getNodeName().equals(name)) {
                        next.add(candidate);
                    }
                }
            }
            found = next;
        }
        return found;
    }

    static Optional<Element> first(Element from, String path) {
        return all(from, path).stream().findFirst();
    }

    static Optional<String> text(Element from, String path) {
        return first(from, path).map(Element::getTextContent).map(String::strip);
    }

    static void remove(Element from, String path) {
        all(from, path).forEach(element -> element.getParentNode().removeChild(element));
    }

    private static Element set(Element element, String... attributes) {
        for (int i = 0; i < attributes.length; i += 2) {
            element.setAttribute(attributes[i], attributes[i + 1]);
        }
        return element;
    }

    private static void dropBlankText(Node node) {
        for (var child = node.getFirstChild(); child != null; ) {
            var next = child.getNextSibling();
            if (child.getNodeType() == Node.TEXT_NODE && child.getTextContent().isBlank() && hasElements(node)) {
                node.removeChild(child);
            } else {
                dropBlankText(child);
            }
            child = next;
        }
    }

    private static boolean hasElements(Node node) {
        for (var child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element) {
                return true;
            }
        }
        return false;
    }

    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setNamespaceAware(false);
        return factory;
    }
}
