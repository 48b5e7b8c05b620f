package dev.berth.broker.helpdesk;

import dev.berth.broker.audit.Reference;
import org.slf4j.Logger;

/**
 * What broke behind Berth names hosts, addresses and programs, which is for the log. Whoever helps people gets a sentence,
 * with the reference under which the log has the rest.
 */
final class Trouble {

    private Trouble() {}

    /** @param sentence for helpdesk; it names nothing that is inside */
    static String noted(Logger log, String sentence, Exception cause) {
        Reference reference = Reference.next();
        log.warn("{} [{}]", sentence, reference, cause);
        return told(sentence, reference);
    }

    /** @param inside what is only for the log */
    static String noted(Logger log, String sentence, String inside) {
        Reference reference = Reference.next();
        log.warn("{} [{}]: {}", sentence, reference, inside);
        return told(sentence, reference);
    }

    private static String told(String sentence, Reference reference) {
        return sentence + " Reference " + reference + " in Berth's log says more.";
    }
}
