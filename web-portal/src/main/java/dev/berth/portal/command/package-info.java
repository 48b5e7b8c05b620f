/** Owns what the program does at the command line, beside being a node. */
@NullMarked
package dev.berth.portal.command;

import org.jspecify.annotations.NullMarked;
