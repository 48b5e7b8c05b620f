package dev.berth.gateway;

import dev.berth.broker.directory.Person;
import dev.berth.ipacl.ClientAddress;

/** Who asks for a tunnel, and from where; worked out by whoever holds the filter chain. */
public record TunnelGuest(Person person, ClientAddress address) {}
