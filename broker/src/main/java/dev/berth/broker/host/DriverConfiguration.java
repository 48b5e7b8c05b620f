package dev.berth.broker.host;

import dev.berth.hypervisor.HypervisorDriver;
import dev.berth.hypervisor.libvirt.LibvirtDriver;
import dev.berth.hypervisor.simulated.SimulatedDriver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The drivers that a host's URI chooses from. */
@Configuration(proxyBeanMethods = false)
class DriverConfiguration {

    @Bean
    HypervisorDriver libvirtDriver() {
        return new LibvirtDriver();
    }

    @Bean
    HypervisorDriver simulatedDriver() {
        return new SimulatedDriver();
    }
}
