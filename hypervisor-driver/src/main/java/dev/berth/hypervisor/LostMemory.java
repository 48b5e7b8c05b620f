package dev.berth.hypervisor;

/**
 * Saved memory that can never be restored.
 *
 * @param kept the volume under which it was set aside
 * @param reason of the host
 */
public record LostMemory(String kept, String reason) {}
