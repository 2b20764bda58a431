-- CreateTable
CREATE TABLE "Receipt" (
    "actorId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("actorId", "key")
);
