package dev.berth.broker.directory;

import java.util.Optional;

/** Whether desktops have computer accounts, and where. */
public record ComputersInUse(Optional<ComputerAccounts> accounts) implements AutoCloseable {

    @Override
    public void close() {
        accounts.ifPresent(ComputerAccounts::close);
    }
}
