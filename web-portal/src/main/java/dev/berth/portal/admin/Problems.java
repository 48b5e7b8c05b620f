package dev.berth.portal.admin;

import java.util.Map;
import java.util.Set;

/** What is wrong with a form: sentences by field. A broker's sentence begins with the name of the field it is about. */
final class Problems {

    /** For a sentence that is about no single field. */
    static final String WHOLE_FORM = "form";

    private Problems() {}

    static Map<String, String> of(RuntimeException refused, Set<String> fields) {
        String sentence = String.valueOf(refused.getMessage());
        int end = sentence.indexOf(' ');
        String first = end < 0 ? sentence : sentence.substring(0, end);
        return Map.of(fields.contains(first) ? first : WHOLE_FORM, sentence);
    }

    static int whole(String field, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s is '%s'; allowed are whole numbers such as 1024.".formatted(field, text), e);
        }
    }

    static double number(String field, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s is '%s'; allowed are numbers such as 2 or 1.5.".formatted(field, text), e);
        }
    }
}
