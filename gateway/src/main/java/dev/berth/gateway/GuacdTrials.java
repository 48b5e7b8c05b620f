package dev.berth.gateway;

import dev.berth.broker.pipeline.TrialFailedException;
import dev.berth.broker.pipeline.TrialSessions;
import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.FirstPicture;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.GuacdFailedException;
import dev.berth.gateway.guacd.InstructionInput;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import dev.berth.gateway.guacd.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sessions through guacd that have no browser: what comes is read as a tunnel reads it, and goes nowhere. */
@Component
class GuacdTrials implements TrialSessions {

    private static final Logger LOG = LoggerFactory.getLogger(GuacdTrials.class);
    private static final BrowserDisplay DISPLAY =
            new BrowserDisplay(1280, 800, 96, Optional.empty(), List.of("image/png", "image/jpeg"));
    private static final ChannelPolicy NOTHING_PASSES = new ChannelPolicy(false, false);

    private final GatewaySettings settings;

    GuacdTrials(GatewaySettings settings) {
        this.settings = settings;
    }

    @Override
    public Trial open(RemoteDesktop target, Duration limit) {
        long began = System.nanoTime();
        // The machine is Berth's own and holds nothing; nobody asked it yet for its certificate.
        Order order = new RdpParameters(target, NOTHING_PASSES, settings.serverLayout(), false).order();
        Watching watching;
        try {
            watching = new Watching(
                    GuacdConnection.open(settings.guacd(), RdpParameters.PROTOCOL, order, DISPLAY), target, began);
        } catch (GuacdFailedException e) {
            throw new TrialFailedException(String.valueOf(e.getMessage()), false, e);
        }
        try {
            watching.await(limit);
            return watching;
        } catch (TrialFailedException e) {
            watching.close();
            throw e;
        }
    }

    /** One session, read by a thread of its own until it is closed. */
    private static final class Watching implements Trial {

        private final GuacdConnection guacd;
        private final RemoteDesktop target;
        private final long began;
        private final FirstPicture picture = new FirstPicture();
        private final CompletableFuture<Duration> shown = new CompletableFuture<>();

        Watching(GuacdConnection guacd, RemoteDesktop target, long began) {
            this.guacd = guacd;
            this.target = target;
            this.began = began;
            Thread.ofVirtual().name("trial-session").start(this::read);
        }

        @Override
        public Duration firstFrame() {
            return shown.join();
        }

        @Override
        public void close() {
            try {
                guacd.close();
            } catch (IOException e) {
                LOG.debug("The trial of {} was closed already.", target, e);
            }
        }

        void await(Duration limit) {
            try {
                shown.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new TrialFailedException(
                        "Session " + target + " has no picture within " + limit.toSeconds() + " s.", true, e);
            } catch (ExecutionException e) {
                throw new TrialFailedException(
                        "Session " + target + " ended before its first picture: "
                                + (e.getCause() == null ? e : e.getCause()).getMessage(),
                        true,
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TrialFailedException("Session " + target + " was given up: this node stops.", false, e);
            }
        }

        private void read() {
            InstructionInput input = guacd.input();
            try {
                do {
                    while (input.next()) {
                        take(input.scanner());
                    }
                } while (input.fill() >= 0);
                throw new IOException("guacd closed the connection.");
            } catch (IOException e) {
                // After its picture a session ends when whoever tried it has seen enough.
                shown.completeExceptionally(e);
            }
        }

        private void take(InstructionScanner instruction) throws IOException {
            Opcode opcode = instruction.opcode();
            if (picture.completedBy(instruction, opcode)) {
                shown.complete(Duration.ofNanos(System.nanoTime() - began));
            }
            switch (opcode) {
                case SYNC -> write(new GuacamoleInstruction("sync", instruction.text(1)));
                case ERROR -> throw new IOException("guacd said '" + instruction.text(1) + "'.");
                case REQUIRED -> throw new IOException("the guest refused the password that was just set.");
                case DISCONNECT -> throw new IOException("the guest closed it.");
                default -> {
                    // Nobody looks at the rest.
                }
            }
        }

        private void write(GuacamoleInstruction instruction) throws IOException {
            byte[] bytes = instruction.toString().getBytes(StandardCharsets.UTF_8);
            guacd.write(bytes, 0, bytes.length);
        }
    }
}
