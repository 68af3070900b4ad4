/** The orders demo on clusters that fall. */
package dev.waybill.cli.demo;
