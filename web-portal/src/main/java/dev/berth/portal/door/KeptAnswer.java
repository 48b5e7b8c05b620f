package dev.berth.portal.door;

import java.util.Map;

/**
 * An answer that is given again to the same request.
 *
 * @param headers those that belong to the answer itself
 */
record KeptAnswer(int status, Map<String, String> headers, byte[] body) {

    KeptAnswer {
        headers = Map.copyOf(headers);
    }
}
