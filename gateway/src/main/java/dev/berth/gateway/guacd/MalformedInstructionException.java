package dev.berth.gateway.guacd;

import java.io.IOException;

/** Bytes that are no Guacamole instruction. After it nothing on that stream can be trusted: the tunnel ends. */
public final class MalformedInstructionException extends IOException {

    private static final long serialVersionUID = 1L;

    public MalformedInstructionException(String message) {
        super(message);
    }
}
