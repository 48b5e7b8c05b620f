package dev.berth.broker.directory;

import java.util.UUID;

/** A computer account that carries Berth's mark. */
public record ComputerAccount(UUID objectGuid, String dn, ComputerMark mark) {}
