/** Owns who a person is: accounts, groups and roles as Active Directory knows them. */
@NullMarked
package dev.berth.broker.directory;

import org.jspecify.annotations.NullMarked;
