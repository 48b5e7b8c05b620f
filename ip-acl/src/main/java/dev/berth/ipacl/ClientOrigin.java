package dev.berth.ipacl;

/** What is known of where a request comes from. */
public sealed interface ClientOrigin {

    /**
     * The client's address.
     *
     * @param explanation a sentence for an admin who wonders why Berth sees this address
     */
    record Known(ClientAddress address, String explanation) implements ClientOrigin {}

    /**
     * A trusted proxy did not say, or not clearly, for whom it asks. Such a request must be refused: any address taken
     * from it could have been chosen by the client.
     *
     * @param peer the trusted proxy
     * @param reason a sentence that names the header and the entry, and what to mend
     */
    record Unclear(ClientAddress peer, String reason) implements ClientOrigin {}
}
