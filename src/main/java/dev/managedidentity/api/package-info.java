/**
 * What people write and read: the kinds, their spec, their status, their conditions and reasons.
 *
 * <p>These classes are the shape of the YAML and nothing more; what the fields mean together is the
 * business of the {@code plan} room. The CRDs under {@code crds/} are generated from here. Imports
 * nothing of ours.
 */
package dev.managedidentity.api;
