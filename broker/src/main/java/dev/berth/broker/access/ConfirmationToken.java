package dev.berth.broker.access;

/** Shows that the author saw what this very edit does, and wants it. */
public record ConfirmationToken(String value) {}
