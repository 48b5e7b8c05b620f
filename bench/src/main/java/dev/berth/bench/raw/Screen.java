package dev.berth.bench.raw;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the measured browser tells of itself, through Berth and without it alike, and how instructions are written. */
public final class Screen {

    public static final int WIDTH = 1280;
    public static final int HEIGHT = 800;
    public static final int DPI = 96;
    public static final String TIMEZONE = "Europe/Berlin";
    private static final List<String> IMAGES = List.of("image/png", "image/jpeg");

    private Screen() {}

    /** The tunnel's query, as the page writes it. */
    public static String query() {
        return "width=" + WIDTH + "&height=" + HEIGHT + "&dpi=" + DPI + "&timezone=" + TIMEZONE + "&images="
                + String.join(",", IMAGES);
    }

    /** One instruction: each element with its length in code points before it. */
    public static String instruction(List<String> elements) {
        StringBuilder text = new StringBuilder();
        for (String element : elements) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(element.codePointCount(0, element.length()))
                    .append('.')
                    .append(element);
        }
        return text.append(';').toString();
    }

    static List<String> imageInstruction() {
        List<String> instruction = new ArrayList<>(List.of("image"));
        instruction.addAll(IMAGES);
        return instruction;
    }

    /** A guest begins its sound with the session: as the standard desktop of a fresh Berth allows it. */
    static List<String> audioInstruction() {
        return List.of("audio", "audio/L16", "audio/L8");
    }

    /** guacd's parameters for a guest, the ones that decide what is drawn and played as the gateway sets them. */
    static Map<String, String> rdp(String host, int port, String account, String password) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("hostname", host);
        values.put("port", Integer.toString(port));
        values.put("username", account);
        values.put("password", password);
        values.put("client-name", "Berth");
        values.put("server-layout", "en-us-qwerty");
        values.put("security", "any");
        values.put("ignore-cert", "true");
        values.put("resize-method", "display-update");
        values.put("color-depth", "24");
        values.put("enable-font-smoothing", "true");
        values.put("enable-wallpaper", "true");
        values.put("enable-theming", "true");
        values.put("enable-full-window-drag", "true");
        values.put("disable-audio", "false");
        return values;
    }
}
