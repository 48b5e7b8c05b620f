package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.libvirt.LibvirtException;

/** A Berth in a process of its own, to be killed in the middle of what it does. */
final class KilledBerth {

    private KilledBerth() {}

    /** Starts one that freezes a machine's guest, tells of it in a line, and then does nothing more. */
    static Process freezing(URI host, UUID machine) throws IOException {
        return start("freeze", host.toString(), machine.toString());
    }

    /** Starts one that makes a template over an image whose guest never gets ready. */
    static Process makingATemplate(URI host, String pool, VolumeName image) throws IOException {
        return start("template", host.toString(), pool, image.value());
    }

    public static void main(String[] arguments) throws LibvirtException {
        var host = URI.create(arguments[1]);
        switch (arguments[0]) {
            case "freeze" -> freeze(host, UUID.fromString(arguments[2]));
            case "template" -> makeTemplate(host, arguments[2], new VolumeName(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void freeze(URI host, UUID machine) throws LibvirtException {
        LibvirtLibrary.start();
        var connect = new BerthConnect(host);
        new Freeze(connect, connect.domainLookupByUUID(machine)).during(standsStill -> {
            System.out.println(standsStill ? "frozen" : "not frozen");
            System.out.flush();
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Boolean.TRUE;
        });
    }

    private static void makeTemplate(URI host, String pool, VolumeName image) {
        PrivateLibvirt.driver(PrivateLibvirt.COPY_LIMIT)
                .open(new HostConnection(host, pool, "127.0.0.1"))
                .ensureTemplate(new TemplateSpec(
                        new TemplateKey("never-ready"),
                        1,
                        128,
                        new MachineSpec.Boot.Firmware(),
                        image,
                        image,
                        MachineSpec.ISOLATED));
    }

    private static Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledBerth.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
