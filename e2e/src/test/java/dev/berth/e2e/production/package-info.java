/** The package and the playbooks: on their own, and against a machine that the tests boot. */
@NullMarked
package dev.berth.e2e.production;

import org.jspecify.annotations.NullMarked;
