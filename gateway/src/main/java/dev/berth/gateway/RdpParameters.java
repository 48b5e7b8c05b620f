package dev.berth.gateway;

import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.Keyboard;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.gateway.guacd.Order;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** guacd's parameters of an RDP connection, by its names. All of them come from the broker and the settings. */
final class RdpParameters {

    static final String PROTOCOL = "rdp";

    private static final Set<String> ALWAYS_NEEDED = Set.of("hostname", "port", "username", "password");
    private static final String INITIAL_PROGRAM = "initial-program";

    private static final String FINGERPRINTS = "cert-fingerprints";
    private static final String IGNORE = "ignore-cert";
    private static final HexFormat WITH_COLONS = HexFormat.ofDelimiter(":");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> pins = new LinkedHashMap<>();
    private final boolean onlyPinned;

    /**
     * @param serverLayout guacd's name of the keyboard layout of whoever chose none
     * @param onlyPinned whether nothing is connected to whose certificate is not known
     */
    RdpParameters(RemoteDesktop target, ChannelPolicy policy, String serverLayout, boolean onlyPinned) {
        this.onlyPinned = onlyPinned;
        values.put("hostname", target.host());
        values.put("port", Integer.toString(target.port()));
        values.put("username", target.account());
        values.put("password", target.password());
        target.initialProgram().ifPresent(program -> values.put(INITIAL_PROGRAM, program));
        values.put("client-name", "Berth");
        values.put("server-layout", target.keyboard().map(Keyboard::layout).orElse(serverLayout));
        secure(target);
        draw();
        // Also held to by the gateway itself: a guacd that knows a parameter by another name would let all pass.
        values.put("disable-copy", Boolean.toString(!policy.copyOut()));
        values.put("disable-paste", Boolean.toString(!policy.pasteIn()));
        values.put("disable-download", "true");
        values.put("disable-upload", "true");
        values.put("enable-drive", "false");
        values.put("enable-printing", Boolean.toString(policy.rules().printing()));
        values.put("printer-name", "Berth PDF");
        values.put("enable-sftp", "false");
        values.put(Order.NO_SOUND, Boolean.toString(!policy.rules().audioOut()));
        values.put("enable-audio-input", Boolean.toString(policy.rules().audioIn()));
    }

    Order order() {
        return new Order(values, pins, needed());
    }

    /** Without these the connection would not be what was ordered: the whole desktop, say, in place of one program. */
    private Set<String> needed() {
        Set<String> needed = new HashSet<>(ALWAYS_NEEDED);
        if (values.containsKey(INITIAL_PROGRAM)) {
            needed.add(INITIAL_PROGRAM);
        }
        if (onlyPinned) {
            needed.add(FINGERPRINTS);
        }
        return needed;
    }

    /**
     * The guest makes its own certificate, and a forwarded port names no host that a certificate could name; its guest
     * agent said which one it is. A guacd before 1.6 cannot be told: there the forward itself, open only while the session
     * is, has to be trusted.
     */
    private void secure(RemoteDesktop target) {
        values.put("security", "any");
        values.put(IGNORE, Boolean.toString(!onlyPinned));
        target.certificate().ifPresent(sha256 -> {
            pins.put(IGNORE, "false");
            pins.put("cert-tofu", "false");
            pins.put(
                    FINGERPRINTS,
                    "sha256:" + WITH_COLONS.formatHex(HexFormat.of().parseHex(sha256)));
        });
    }

    /** xrdp follows the window by the display update channel since 0.9.16, Windows since 8.1: no reconnecting. */
    private void draw() {
        values.put("resize-method", "display-update");
        values.put("color-depth", "24");
        values.put("enable-font-smoothing", "true");
        values.put("enable-wallpaper", "true");
        values.put("enable-theming", "true");
        values.put("enable-desktop-composition", "false");
        values.put("enable-full-window-drag", "true");
        values.put("enable-menu-animations", "false");
    }
}
