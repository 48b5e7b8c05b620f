package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import dev.berth.broker.metering.Price;
import dev.berth.broker.metering.PriceId;
import dev.berth.broker.metering.PriceSpec;
import dev.berth.broker.metering.Prices;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What bundles cost. A price is never changed: the next one takes its place from its day on. */
@RestController
@RequestMapping("/api/v1/metering/prices")
class PriceApi {

    private final Prices prices;

    PriceApi(Prices prices) {
        this.prices = prices;
    }

    @GetMapping
    List<Price> list() {
        return prices.list();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Price add(@RequestBody PriceSpec spec, @AuthenticationPrincipal Person person) {
        return prices.add(spec, Actor.of(person));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        prices.withdraw(new PriceId(id), Actor.of(person));
    }
}
