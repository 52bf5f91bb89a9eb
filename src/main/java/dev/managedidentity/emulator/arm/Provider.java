package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;

/** A resource provider: answers what lies below its name. */
interface Provider {
  Answer answer(Call call, ResourcePath path);
}
