package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class XmlTest {

    @Test
    void textStaysText() {
        var root = Xml.root("domain", "type", "a' \"<b>");
        Xml.addText(root, "cmdline", "quiet</cmdline><name>x</name> & ü");
        var again = Xml.parse(Xml.write(root));
        assertThat(again.getAttribute("type")).isEqualTo("a' \"<b>");
        assertThat(Xml.text(again, "cmdline")).contains("quiet</cmdline><name>x</name> & ü");
        assertThat(Xml.all(again, "name")).isEmpty();
    }

    @Test
    void blanksBetweenElementsAreDroppedAndTextIsNot() {
        assertThat(Xml.write(Xml.parse("<a>\n  <b> x </b>\n  <c/>\n</a>"))).isEqualTo("<a><b> x </b><c/></a>");
    }

    @Test
    void documentsReachNothingOutside() {
        assertThatThrownBy(() -> Xml.parse("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
