package dev.berth.portal;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.Intent;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.ClientAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * The whole of Berth as an evaluation runs it, without a golden image: own database, own directory. One for all tests. Its
 * people are in no directory, so the directory is not asked about them.
 */
@SpringBootTest(
        properties = {
            "berth.evaluation.seed=false",
            "berth.directory.account-check-interval=1d",
            "berth.metrics.read-every=1s"
        })
@AutoConfigureMockMvc
public abstract class PortalTest {

    protected static final Path DATA = DataFolder.make();

    @Autowired
    protected MockMvc mvc;

    @Autowired
    private Access access;

    @DynamicPropertySource
    static void data(DynamicPropertyRegistry properties) {
        properties.add("berth.data-dir", DATA::toString);
    }

    /** Somebody who is signed in and holds exactly these roles. */
    protected RequestPostProcessor a(Role... roles) {
        return as(person(roles));
    }

    protected static RequestPostProcessor as(Person person) {
        return authentication(UsernamePasswordAuthenticationToken.authenticated(person, null, List.of()));
    }

    protected Person person(Role... roles) {
        String name = "p" + UUID.randomUUID().toString().substring(0, 8);
        var person = new Person(
                new PersonId(UUID.randomUUID()), name, null, "Person " + name, null, Set.of(), Set.of(roles));
        access.decide(person, ClientAddress.parse("address", "127.0.0.1"), new Intent.SignIn());
        return person;
    }

    /** Of an account of the evaluation directory. */
    protected static String password(String name) throws IOException {
        var accounts = new Properties();
        try (var reader = Files.newBufferedReader(DATA.resolve("evaluation-accounts.properties"))) {
            accounts.load(reader);
        }
        return accounts.getProperty(name);
    }
}
