package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.VolumeName;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentDescriptionTest {

    private static final String ID = "1cb3dedc-179b-4d95-8766-285291a6c96d";
    private static final String DEVICES = "<devices>";
    private static final MachineSpec SPEC = new MachineSpec(
            new MachineId(UUID.fromString(ID)),
            "berth-1",
            2,
            1024,
            new MachineSpec.Boot.DirectKernel(new VolumeName("img-kernel"), new VolumeName("img-initrd"), "quiet"),
            new VolumeName(ID + "-root-g1"),
            Optional.of(new VolumeName(ID + "-user")),
            MachineSpec.ISOLATED);

    /** As libvirt 9 writes it into the head of saved memory. */
    private static final String SENT = """
            <domain type='qemu'>
              <name>berth-1-1cb3dedc</name>
              <uuid>1cb3dedc-179b-4d95-8766-285291a6c96d</uuid>
              <genid>ab68c3a0-7f51-41a2-8639-497c8aee36d9</genid>
              <title>berth-1</title>
              <metadata>
                <berth:machine xmlns:berth="urn:berth:machine:1" hostname="other" id="other" userVolume="other-user"/>
              </metadata>
              <memory unit='KiB'>1048576</memory>
              <currentMemory unit='KiB'>1048576</currentMemory>
              <vcpu placement='static'>2</vcpu>
              <resource>
                <partition>/elsewhere</partition>
              </resource>
              <os>
                <type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type>
                <kernel>/etc/shadow</kernel>
                <initrd>/etc/shadow</initrd>
                <cmdline>quiet</cmdline>
                <boot dev='hd'/>
              </os>
              <features>
                <acpi/>
                <apic/>
              </features>
              <cpu mode='custom' match='exact' check='none'>
                <model fallback='forbid'>qemu64</model>
              </cpu>
              <clock offset='utc'/>
              <on_poweroff>destroy</on_poweroff>
              <on_reboot>restart</on_reboot>
              <on_crash>destroy</on_crash>
              <devices>
                <emulator>/bin/evil</emulator>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='raw' discard='unmap'/>
                  <source file='/elsewhere/other-root-g1'/>
                  <target dev='vda' bus='virtio'/>
                  <serial>root</serial>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/>
                </disk>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2' discard='unmap'/>
                  <source file='/elsewhere/other-user'/>
                  <backingStore type='file'>
                    <format type='raw'/>
                    <source file='/etc/shadow'/>
                  </backingStore>
                  <target dev='vdb' bus='virtio'/>
                  <serial>user</serial>
                </disk>
                <controller type='usb' index='0' model='none'/>
                <controller type='virtio-serial' index='0'>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>
                </controller>
                <interface type='user'>
                  <mac address='52:54:00:b3:f0:51'/>
                  <model type='virtio'/>
                </interface>
                <serial type='pty'>
                  <log file='/etc/cron.d/evil' append='on'/>
                  <target type='isa-serial' port='0'>
                    <model name='isa-serial'/>
                  </target>
                </serial>
                <console type='pty'>
                  <log file='/etc/cron.d/evil' append='on'/>
                  <target type='serial' port='0'/>
                </console>
                <channel type='unix'>
                  <source mode='connect' path='/run/evil.sock'/>
                  <target type='virtio' name='org.qemu.guest_agent.0'/>
                  <address type='virtio-serial' controller='0' bus='0' port='1'/>
                </channel>
                <input type='mouse' bus='ps2'/>
                <graphics type='vnc' port='5900' listen='0.0.0.0'>
                  <listen type='address' address='0.0.0.0'/>
                </graphics>
                <video>
                  <model type='vga' vram='16384' heads='1' primary='yes'/>
                </video>
                <memballoon model='virtio'/>
                <rng model='virtio'>
                  <backend model='random'>/etc/shadow</backend>
                </rng>
              </devices>
            </domain>
            """;

    @Test
    void whatIsOfAHostIsOfThisHost() {
        var made = made(SENT, SPEC);
        assertThat(made)
                .contains("/here/" + ID + "-root-g1", "/here/" + ID + "-user", "/here/img-kernel", "/here/img-initrd")
                .contains("slot=\"0x05\"", "52:54:00:b3:f0:51", "ab68c3a0-7f51-41a2-8639-497c8aee36d9", "/dev/urandom")
                .doesNotContain("/etc/", "/elsewhere", "other", "evil", "0.0.0.0", "backingStore", "raw");
        assertThat(made(made, SPEC)).isEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hostdev mode='subsystem' type='pci'/>",
                "<filesystem type='mount'><source dir='/'/><target dir='host'/></filesystem>",
                "<disk type='block' device='disk'><source dev='/dev/sda'/><target dev='vdb' bus='virtio'/></disk>",
                "<disk type='file' device='disk'><source file='/etc/shadow'/><target dev='vdc' bus='virtio'/></disk>",
                "<interface type='network'><source network='admins'/></interface>",
                "<interface type='user'><backend type='passt' logFile='/etc/cron.d/evil'/></interface>",
                "<serial type='file'><source path='/etc/cron.d/evil'/></serial>",
                "<input type='evdev'><source dev='/dev/input/event0'/></input>",
                "<rng model='virtio'><backend model='egd' type='tcp'/></rng>",
                "<commandline xmlns='http://libvirt.org/schemas/domain/qemu/1.0'/>"
            })
    void whatNoMachineOfBerthsHasIsRefused(String device) {
        var sent = SENT.replace(DEVICES, DEVICES + device);
        assertThatThrownBy(() -> made(sent, SPEC)).isInstanceOf(HypervisorException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'/>",
                "<seclabel type='none' model='apparmor'/>",
                "<sysinfo type='fwcfg'><entry name='opt/x' file='/etc/shadow'/></sysinfo>",
                "<features><x:y/></features>"
            })
    void whatIsBesideTheDevicesIsRefusedToo(String part) {
        var sent = SENT.replace(DEVICES, part + DEVICES);
        assertThatThrownBy(() -> made(sent, SPEC)).isInstanceOf(HypervisorException.class);
    }

    @Test
    void anotherMachineIsRefused() {
        assertThatThrownBy(() -> made(SENT.replace(ID, UUID.randomUUID().toString()), SPEC))
                .hasMessageContaining("and not of " + ID);
        assertThatThrownBy(() -> made(SENT.replace("<name>berth-1", "<name>../berth-1"), SPEC))
                .hasMessageContaining("and not of " + ID);
    }

    @Test
    void moreThanTheMachineHasIsRefused() {
        assertThatThrownBy(() -> made(SENT.replace(">1048576</memory>", ">1048577</memory>"), SPEC))
                .hasMessageContaining("memory is '1048577'");
        assertThatThrownBy(() -> made(SENT.replace("<memory unit='KiB'>", "<memory unit='GiB'>"), SPEC))
                .hasMessageContaining("unit='GiB'");
        assertThatThrownBy(() -> made(SENT.replace(">2</vcpu>", ">64</vcpu>"), SPEC))
                .hasMessageContaining("vcpu is '64'");
    }

    @Test
    void kernelBesideTheDiskIsRefusedWhereTheFirmwareBoots() {
        var firmware = new MachineSpec(
                SPEC.id(),
                SPEC.hostname(),
                SPEC.vcpus(),
                SPEC.memoryMib(),
                new MachineSpec.Boot.Firmware(),
                SPEC.rootVolume(),
                SPEC.userVolume(),
                SPEC.network());
        assertThatThrownBy(() -> made(SENT, firmware)).hasMessageContaining("kernel");
    }

    private static String made(String sent, MachineSpec spec) {
        boolean kernel = spec.boot() instanceof MachineSpec.Boot.DirectKernel;
        return SentDescription.of(
                sent,
                spec,
                new MachineXml.Parts(
                        "berth-1-1cb3dedc",
                        Virtualisation.TCG,
                        stored(ID + "-root-g1"),
                        stored(ID + "-user"),
                        kernel ? stored("img-kernel") : null,
                        kernel ? stored("img-initrd") : null));
    }

    @SuppressWarnings("NullAway") // Nothing is asked of a host.
    private static StoredVolume stored(String name) {
        return new StoredVolume(null, "/here/" + name, "qcow2", 1, 1, Optional.empty());
    }
}
