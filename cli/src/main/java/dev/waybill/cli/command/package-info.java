/**
 * The commands, one file each. A command reads its options, asks Waybill, and prints; it decides
 * nothing about messages.
 */
@NullMarked
package dev.waybill.cli.command;

import org.jspecify.annotations.NullMarked;
