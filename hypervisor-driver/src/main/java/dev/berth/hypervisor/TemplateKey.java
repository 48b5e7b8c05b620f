package dev.berth.hypervisor;

import java.util.regex.Pattern;

/** Names a template: an image version at one machine size, such as {@code desktop-3-2x1024}. */
public record TemplateKey(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");

    public TemplateKey {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("Template key '" + value
                    + "' is not allowed: 1 to 80 of a-z, 0-9 and '-', starting with a letter or digit.");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
