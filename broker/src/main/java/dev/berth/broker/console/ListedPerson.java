package dev.berth.broker.console;

import dev.berth.broker.directory.PersonId;

/** Whose something is, as lists show it. */
public record ListedPerson(PersonId id, String accountName, String displayName) {}
