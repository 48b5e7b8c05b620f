package dev.berth.broker.directory;

/** A person together with the state of their account. */
public record Account(Person person, AccountState state) {}
