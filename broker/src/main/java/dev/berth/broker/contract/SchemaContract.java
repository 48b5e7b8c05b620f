package dev.berth.broker.contract;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps a node of an older version from working on rows whose meaning has changed. A migration after which an older node
 * would do harm raises {@code schema_contract.least_node} to its own number and says why; a node keeps to the number that
 * it was built with. Claims on desktops ask for it too, in the statement that takes them.
 */
@Component
public class SchemaContract {

    /** The last migration whose change of meaning this version knows. */
    public static final int KEPT = 154;

    private static final Logger LOG = LoggerFactory.getLogger(SchemaContract.class);

    private final JdbcClient jdbc;
    private final AtomicReference<@Nullable String> said = new AtomicReference<>();

    public SchemaContract(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A sentence for admins, when this node must not work on the database. */
    public Optional<String> refusal() {
        return jdbc.sql("select least_node, reason from schema_contract where least_node > :kept")
                .param("kept", KEPT)
                .query((row, number) -> "This node keeps to contract " + KEPT + " and the database asks for at least "
                        + row.getInt("least_node") + ": " + row.getString("reason")
                        + " It takes no part in the work until it runs a version that does. Update it.")
                .optional();
    }

    /** Works, unless this node must not; that is said once, and once more when it is over. */
    public void during(Runnable work) {
        Optional<String> refusal = refusal();
        String before = said.getAndSet(refusal.orElse(null));
        if (refusal.isEmpty()) {
            if (before != null) {
                LOG.info("This node keeps to the database's contract again, and works.");
            }
            work.run();
        } else if (!Objects.equals(before, refusal.get())) {
            LOG.error("{}", refusal.get());
        }
    }
}
